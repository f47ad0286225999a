// On a telephone the navigation folds behind a button; without script it simply stays open.
export function start(scope) {
  const button = scope.querySelector("[data-menu-button]");
  if (!button) return;
  const parts = [...scope.querySelectorAll("[data-menu]")];
  const toggle = (open) => {
    button.setAttribute("aria-expanded", String(open));
    for (const part of parts) part.toggleAttribute("data-closed", !open);
  };
  button.hidden = false;
  toggle(false);
  button.addEventListener("click", () => toggle(button.getAttribute("aria-expanded") !== "true"));
  scope.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
      toggle(false);
      button.focus();
    }
  });
}
