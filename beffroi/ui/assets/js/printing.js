// Buttons that print: hidden without script, because then only the browser's own menu can.
export function start(scope) {
  for (const button of scope.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
