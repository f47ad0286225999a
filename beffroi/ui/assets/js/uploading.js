// Files of a form go one after the other as soon as they are chosen, with their progress, to the form's data-upload; the
// server draws the question again with what it holds. Without script they go with the page.
import * as dropzone from "./dropzone.js";
import { renew } from "./token.js";
import { words } from "./words.js";

const naming = (text, file) => text.replace("%{name}", file.name);

function element(tag, properties = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}

/** Sends one file. Resolves with the answer; rejects with "lost" or "cancelled". */
function send(form, name, file, { onProgress, onStart }) {
  return new Promise((resolve, reject) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append(name, file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.dataset.upload);
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded / total));
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(new Error("lost")));
    request.addEventListener("abort", () => reject(new Error("cancelled")));
    onStart(() => request.abort());
    request.send(body);
  });
}

async function sent(form, name, file, watch) {
  const answer = await send(form, name, file, watch);
  if (answer.status !== 403 || !form.dataset.keep) return answer;
  await renew(form.dataset.keep);
  return send(form, name, file, watch);
}

function answered(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return { said: words.notSent };
  }
}

/** The progress of one file, beside the button that stops it. */
function row(file, place) {
  const bar = element("progress", { max: 1, value: 0, className: "b-upload__bar" });
  const stop = element("button", { type: "button", className: "govuk-button govuk-button--quiet", textContent: words.cancel });
  stop.append(element("span", { className: "govuk-visually-hidden", textContent: ` ${file.name}` }));
  const made = element("div", { className: "b-upload" }, element("label", { className: "b-upload__name" }, file.name, bar), stop);
  place.append(made);
  return {
    stop,
    onStart: (abort) => { stop.onclick = abort; },
    onProgress: (share) => (share < 1 ? bar.value = share : bar.removeAttribute("value")),
    remove: () => made.remove(),
    offerAgain: (again) => {
      bar.remove();
      stop.firstChild.textContent = words.tryAgain;
      stop.onclick = () => { made.remove(); again(); };
    },
  };
}

/** A question for files: what is chosen goes at once. ``pending``: what is on its way, and whether some of it failed. */
function serve(form, input, pending) {
  const question = { group: input.closest(".govuk-form-group"), name: input.name };
  const rows = element("div");
  const live = element("p", { className: "b-kept", role: "status" });
  question.group.after(rows, live);
  let queue = Promise.resolve();

  const isHere = () => [question.group, rows].some((part) => part.contains(document.activeElement));
  const comeBack = () => question.group.querySelector("input[type=file], button")?.focus();
  const redraw = (html) => {
    const fresh = element("template", { innerHTML: html }).content.firstElementChild;
    const here = isHere(); // who types elsewhere meanwhile is not disturbed
    question.group.replaceWith(fresh);
    question.group = fresh;
    dropzone.start(fresh);
    listen();
    if (here) comeBack();
  };
  const tell = ({ said, link, html }) => {
    live.textContent = said;
    if (link) live.append(" ", element("a", { href: link.url, target: "_blank", textContent: link.text }));
    if (html) redraw(html);
  };
  const one = async (file) => {
    const shown = row(file, rows);
    live.textContent = naming(words.uploading, file);
    try {
      const answer = await sent(form, question.name, file, shown);
      tell(answered(answer));
      pending.failed ||= answer.status !== 200;
      if (answer.status === 200) document.dispatchEvent(new Event("session:prolonged"));
      if (answer.status === 401) return shown.offerAgain(() => add([file]));
      shown.remove();
      return undefined;
    } catch (error) {
      const cancelled = error.message === "cancelled";
      pending.failed ||= !cancelled;
      live.textContent = naming(cancelled ? words.cancelled : words.lost, file);
      if (!cancelled) return shown.offerAgain(() => add([file]));
      shown.remove();
      return comeBack();
    }
  };
  const add = (files) => {
    for (const file of files) queue = queue.then(() => one(file));
    const mine = queue.finally(() => pending.running.delete(mine));
    pending.running.add(mine);
  };
  const listen = () => question.group.querySelector("input[type=file]")?.addEventListener("change", ({ target }) => {
    const files = [...target.files];
    target.value = ""; // else the page would send them once more
    add(files);
  });
  listen();
}

export function start(scope) {
  const form = scope.querySelector("form[data-upload]");
  if (!form) return;
  const pending = { running: new Set(), failed: false };
  for (const input of form.querySelectorAll("input[type=file]")) serve(form, input, pending);
  form.addEventListener("submit", async (event) => {
    if (!pending.running.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pending.failed = false;
    while (pending.running.size) await Promise.all(pending.running);
    if (!pending.failed) form.requestSubmit(event.submitter); // else the page stays, with the reason beside the question
  });
}
