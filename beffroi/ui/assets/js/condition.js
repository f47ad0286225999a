// Choosing the question of a condition brings its answers at once, as the button beside it would: the page is asked for
// again and only this condition is replaced. Nothing is saved.
import * as controls from "./controls.js";

async function bring(condition, select) {
  const button = condition.querySelector("button[name=show]");
  const form = button.form;
  const data = new FormData(form);
  data.set("show", "1");
  const answer = await fetch(form.action, { method: "POST", body: data });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(condition.id);
  if (!answer.ok || !fresh) return;
  const focused = document.activeElement === select;
  condition.replaceWith(fresh);
  listen(fresh);
  controls.start(fresh);
  if (focused) document.getElementById(select.id)?.focus();
}

function listen(condition) {
  const button = condition.querySelector("button[name=show]");
  if (!button) return;
  button.hidden = true;
  condition.addEventListener("change", (event) => {
    // Without the network the button is what remains.
    if (/\.of$/.test(event.target.name)) bring(condition, event.target).catch(() => { button.hidden = false; });
  });
}

export function start(scope) {
  for (const condition of scope.querySelectorAll(".b-condition")) listen(condition);
}
