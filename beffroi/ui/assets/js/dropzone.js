// The browser takes a file dropped on its control; this shows the place, and sends a form marked data-send-on-file as
// soon as its file is dropped or chosen (the page that verifies a document).
export function start(scope) {
  for (const input of scope.querySelectorAll("input[type=file].govuk-file-upload")) {
    const over = (state) => () => input.classList.toggle("is-over", state);
    input.addEventListener("dragenter", over(true));
    for (const name of ["dragleave", "drop", "dragend"]) input.addEventListener(name, over(false));
  }
  for (const form of scope.querySelectorAll("form[data-send-on-file]")) {
    form.addEventListener("change", (event) => {
      if (event.target.type === "file" && event.target.files.length) form.requestSubmit();
    });
  }
}
