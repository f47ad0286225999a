// Behaviour borrowed from govuk-frontend, told to speak our languages.
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { createAll } from "govuk-frontend/dist/govuk/init.mjs";
import { words } from "./words.js";

export function start(scope) {
  document.body.classList.add("govuk-frontend-supported");
  const config = { scope };
  createAll(ErrorSummary, {}, config);
  createAll(Radios, undefined, config);
  createAll(Checkboxes, undefined, config);
  createAll(SkipLink, undefined, config);
  createAll(CharacterCount, {
    i18n: { charactersUnderLimit: words.charactersUnder, charactersOverLimit: words.charactersOver, charactersAtLimit: words.charactersAt },
  }, config);
  createAll(PasswordInput, {
    i18n: {
      showPassword: words.showPassword, hidePassword: words.hidePassword,
      showPasswordAriaLabel: words.showPasswordLong, hidePasswordAriaLabel: words.hidePasswordLong,
      passwordShownAnnouncement: words.passwordShown, passwordHiddenAnnouncement: words.passwordHidden,
    },
  }, config);
}
