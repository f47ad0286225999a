// A page that came in answer to a form (what is to correct) has an address that can simply be asked for again. Saying so
// to the browser spares the person its "confirm the form's resubmission" when they go back to it or reload it.
export function start(scope) {
  const own = scope.querySelector("main form[method=post]:not([action])");
  if (own && scope.querySelector("main .govuk-error-summary, main [data-again]")) window.history.replaceState(null, "", window.location.href);
}
