// Signing in again, in another window, outdates the token that the forms of a page carry: this asks for a new one.
export async function renew(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (answer.ok) {
    const { token } = await answer.clone().json();
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
  }
  return answer;
}
