// A form marked data-send-on-file leaves as soon as its file is dropped or chosen (the page that verifies a document).
export function start(scope) {
  for (const form of scope.querySelectorAll("form[data-send-on-file]")) {
    form.addEventListener("change", (event) => {
      if (event.target.type === "file" && event.target.files.length) form.requestSubmit();
    });
  }
}
