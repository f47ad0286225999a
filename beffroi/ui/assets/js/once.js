// A form is sent once: the second click of a double click is dropped, and the button says that it works.
// The server refuses doubles by itself; this only spares the person the doubt.
import { words } from "./words.js";

const RESUME_AFTER = 10000; // milliseconds: a download or a lost answer must not lock the page

function release(form, buttons) {
  delete form.dataset.sent;
  for (const [button, label] of buttons) {
    button.removeAttribute("aria-disabled");
    button.textContent = label;
  }
}

export function start(scope) {
  scope.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const pressed = event.submitter;
    if (!pressed || pressed.dataset.quiet !== undefined) return;
    const buttons = [[pressed, pressed.textContent]];
    pressed.setAttribute("aria-disabled", "true");
    if (pressed.tagName === "BUTTON") pressed.textContent = words.sending;
    setTimeout(() => release(form, buttons), RESUME_AFTER);
  });
  // Coming back with the browser's button shows the page as it was left: free it.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}
