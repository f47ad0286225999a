// Single keys for the desk. Off until the agent turns them on; each key can be changed; kept on this device only.
// Elements offer themselves with data-shortcut="take" data-key="p" (a link or button is pressed, a field is focused);
// rows of a list with data-rows are walked with "next" and "previous", opened with "open".
const STORE = "beffroi.shortcuts";

function load() {
  try {
    return { on: false, keys: {}, ...JSON.parse(localStorage.getItem(STORE) || "{}") };
  } catch {
    return { on: false, keys: {} };
  }
}

function save(settings) {
  try {
    localStorage.setItem(STORE, JSON.stringify(settings));
  } catch {
    // private browsing: the choice lasts for this page only
  }
}

function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName)) &&
    !/^(checkbox|radio|button|submit)$/i.test(target.type || "");
}

function walk(scope, step) {
  const rows = [...scope.querySelectorAll("[data-rows] [data-row-link]")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))].focus();
}

function press(scope, name) {
  if (name === "next") return walk(scope, 1);
  if (name === "previous") return walk(scope, -1);
  const element = scope.querySelector(`[data-shortcut="${name}"]`);
  if (!element) return undefined;
  return typing(element) ? element.focus() : element.click();
}

export function start(scope) {
  const dialog = scope.querySelector("[data-shortcuts]");
  if (!dialog || typeof dialog.showModal !== "function") return;
  const settings = load();
  const toggle = dialog.querySelector("[data-shortcuts-on]");
  const fields = [...dialog.querySelectorAll("[data-shortcut-key]")];

  const keyOf = (field) => settings.keys[field.dataset.shortcutKey] || field.defaultValue;
  toggle.checked = settings.on;
  for (const field of fields) field.value = keyOf(field);

  for (const opener of scope.querySelectorAll("[data-shortcuts-open]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => dialog.showModal());
  }
  dialog.addEventListener("close", () => {
    settings.on = toggle.checked;
    for (const field of fields) settings.keys[field.dataset.shortcutKey] = field.value.trim().slice(0, 1) || field.defaultValue;
    save(settings);
  });
  scope.addEventListener("keydown", (event) => {
    if (!settings.on || dialog.open || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const field = fields.find((candidate) => keyOf(candidate) === event.key);
    if (!field) return;
    event.preventDefault();
    press(scope, field.dataset.shortcutKey);
  });
}
