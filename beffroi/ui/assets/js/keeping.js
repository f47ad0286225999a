// A page of a form saves itself: after a pause, when it is hidden or left, when the network is back. Each attempt is sent
// again as it was until it is answered: an answer that got lost on the way must not look like somebody else's change.
import { follow } from "./asking.js";
import * as controls from "./controls.js";
import * as place from "./place.js";
import { renew } from "./token.js";
import { words } from "./words.js";

const PAUSE = 4000; // milliseconds after the last key
const AGAIN = 15000; // milliseconds after a failure
const MOST_ON_LEAVING = 60000; // characters: browsers take no more from a page that goes away

function typed(form) {
  const data = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
  for (const ours of ["csrfmiddlewaretoken", "seen", "asked"]) data.delete(ours);
  return new URLSearchParams(data).toString();
}

function teller(scope) {
  const place = scope.querySelector("[data-keep-said]");
  const above = scope.querySelector(".b-saved");
  return ({ said, link }, state) => {
    place.dataset.state = state;
    if (state === "kept" && above) above.lastChild.textContent = said;
    if (place.dataset.said === said) return; // a live region speaks at each change: once a minute is enough
    place.dataset.said = said;
    place.textContent = said;
    if (!link) return;
    const way = Object.assign(document.createElement("a"), { href: link.url, target: "_blank", textContent: link.text });
    place.append(" ", way);
  };
}

export function start(scope) {
  const form = scope.querySelector("form[data-keep]");
  if (!form) return;
  const tell = teller(scope);
  let seen = form.elements.seen.value;
  let kept = typed(form);
  let sent = null; // not answered yet
  let running = null;
  let timer;
  let asked = form.elements.asked?.value; // none: no answer brings or takes a question here

  const post = (leaving) => {
    const body = new URLSearchParams(sent);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("seen", seen);
    if (form.elements.asked) body.set("asked", form.elements.asked.value);
    const keepalive = leaving && sent.length < MOST_ON_LEAVING;
    return fetch(form.dataset.keep, { method: "POST", body, keepalive, credentials: "same-origin" });
  };
  const answered = async (leaving) => {
    const answer = await post(leaving);
    if (answer.status !== 403) return answer;
    const renewed = await renew(form.dataset.keep);
    return renewed.ok ? post(leaving) : renewed;
  };
  const wait = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (document.visibilityState === "visible") save(); }, delay); // else once it is seen again
  };
  const more = async (now) => {
    if (asked === undefined || now == null || now === asked) return;
    const came = await follow(form, now);
    if (!came) return; // the next answer asks again
    asked = now;
    for (const one of came) for (const module of [controls, place]) module.start(one);
    if (came.length) tell({ said: words.more }, "kept");
  };
  const settle = async (answer) => {
    const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : { said: words.notKept };
    if (answer.ok) {
      kept = sent;
      seen = told.seen;
      document.dispatchEvent(new Event("session:prolonged"));
    }
    if (answer.ok || answer.status === 409 || answer.status === 410) sent = null;
    tell(told, answer.ok ? "kept" : "lost");
    if (answer.status === 409 || answer.status === 410) stop();
    else if (!answer.ok) wait(AGAIN);
    else await more(told.asked);
    if (answer.ok && typed(form) !== kept) wait(PAUSE); // somebody went on typing meanwhile
  };
  const attempt = async (leaving) => {
    sent ??= typed(form);
    try {
      await settle(await answered(leaving));
    } catch {
      tell({ said: words.offline }, "lost");
      wait(AGAIN);
    }
  };
  const dirty = () => sent !== null || typed(form) !== kept;
  async function save(leaving = false) {
    clearTimeout(timer);
    if (running || !dirty()) return running;
    running = attempt(leaving === true).finally(() => { running = null; });
    await running;
    form.toggleAttribute("data-unkept", dirty());
    return undefined;
  }

  const listening = new AbortController();
  const on = (target, name, act) => target.addEventListener(name, act, { signal: listening.signal });
  const stop = () => {
    clearTimeout(timer);
    listening.abort();
  };
  const touched = (event) => {
    form.toggleAttribute("data-unkept", dirty());
    const chosen = asked !== undefined && event.type === "change" && event.target.matches("select, [type=radio], [type=checkbox]");
    wait(chosen ? 0 : PAUSE); // what is chosen may bring a question
  };
  on(form, "input", touched);
  on(form, "change", touched);
  on(window, "online", save);
  on(window, "pagehide", () => save(true));
  on(document, "visibilitychange", () => save(document.visibilityState === "hidden"));
  form.addEventListener("formdata", (event) => event.formData.set("seen", seen));
  // Going on waits for what is on its way, so that the page does not meet itself; without network it stays.
  on(form, "submit", async (event) => {
    if (!running && sent === null && navigator.onLine) return stop();
    event.preventDefault();
    event.stopPropagation();
    await (running || save());
    if (sent !== null && !navigator.onLine) return undefined;
    stop();
    return form.requestSubmit(event.submitter);
  });
}
