// A question that an answer brings onto its page, or takes from it, comes and goes while somebody answers.
const byName = (scope) => new Map([...scope.children].map((node) => [node.dataset.question, node]));
const of = (name) => (input) => input === name || input.startsWith(`${name}-`); // the inputs of its lines and parts too

/** The page as the server draws it now, or null when it is another one or does not come. */
async function drawn() {
  const answer = await fetch(window.location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-questions]");
}

/** Put the questions in that are asked now, take those out that are not; the ones that came, or null when the server did not say. */
export async function follow(form, asked) {
  const here = form.querySelector("[data-questions]");
  const there = await drawn();
  if (!here || !there) return null;
  const had = byName(here);
  const wanted = byName(there);
  let inputs = form.elements.asked.value.split(" ");
  for (const [name, node] of had) {
    if (wanted.has(name)) continue;
    node.remove();
    inputs = inputs.filter((input) => !of(name)(input));
  }
  const came = [];
  let before = null;
  for (const [name, node] of wanted) {
    const one = had.get(name) || document.adoptNode(node);
    if (!had.has(name)) {
      if (before) before.after(one);
      else here.prepend(one);
      came.push(one);
      inputs.push(...asked.split(" ").filter(of(name)));
    }
    before = one;
  }
  form.elements.asked.value = inputs.join(" ");
  return came;
}
