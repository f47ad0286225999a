// Before a session lapses: a warning with two minutes left, prolonged by one button, as often as one likes.
const WARN_BEFORE = 120; // seconds

export function start(scope) {
  const dialog = scope.querySelector("[data-session]");
  if (!dialog || typeof dialog.showModal !== "function") return;
  const life = Number(dialog.dataset.session);
  const left = dialog.querySelector("[data-session-left]");
  let endsAt;
  let timer;

  const tick = () => {
    const seconds = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    if (seconds <= 0 && scope.querySelector("[data-unkept]")) {
      dialog.close(); // what is typed here is nowhere else yet: the page says how to come back
      return;
    }
    if (seconds <= 0) {
      window.location.reload(); // the server says politely what to do next; what was typed was saved page by page
      return;
    }
    if (seconds <= WARN_BEFORE) {
      if (!dialog.open) dialog.showModal();
      left.textContent = String(Math.max(1, Math.ceil(seconds / 60)));
    }
    timer = setTimeout(tick, seconds > WARN_BEFORE ? (seconds - WARN_BEFORE) * 1000 : 5000);
  };
  const restart = () => {
    clearTimeout(timer);
    endsAt = Date.now() + life * 1000;
    if (dialog.open) dialog.close();
    tick();
  };

  const form = dialog.querySelector("[data-session-form]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    if (answer.ok) restart();
    else window.location.reload();
  });
  document.addEventListener("session:prolonged", restart);
  restart();
}
