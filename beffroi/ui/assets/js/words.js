// What the scripts themselves say, in the language of the page.
const WORDS = {
  fr: {
    sending: "Envoi en cours…",
    locating: "Nous cherchons où vous êtes…", located: "Position trouvée, à %{count} m près. Vérifiez aussi l’adresse.",
    notLocated: "Nous ne trouvons pas votre position. Écrivez l’adresse : elle suffit.",
    showPassword: "Afficher", hidePassword: "Masquer",
    showPasswordLong: "Afficher le mot de passe", hidePasswordLong: "Masquer le mot de passe",
    passwordShown: "Votre mot de passe est visible", passwordHidden: "Votre mot de passe est caché",
    charactersUnder: { one: "Il vous reste %{count} caractère", other: "Il vous reste %{count} caractères" },
    charactersOver: { one: "%{count} caractère de trop", other: "%{count} caractères de trop" },
    charactersAt: "Il ne vous reste aucun caractère",
  },
  nl: {
    sending: "Bezig met verzenden…",
    locating: "We zoeken waar u bent…", located: "Positie gevonden, op %{count} m na. Kijk ook het adres na.",
    notLocated: "We vinden uw positie niet. Schrijf het adres: dat volstaat.",
    showPassword: "Tonen", hidePassword: "Verbergen",
    showPasswordLong: "Wachtwoord tonen", hidePasswordLong: "Wachtwoord verbergen",
    passwordShown: "Uw wachtwoord is zichtbaar", passwordHidden: "Uw wachtwoord is verborgen",
    charactersUnder: { one: "Nog %{count} teken over", other: "Nog %{count} tekens over" },
    charactersOver: { one: "%{count} teken te veel", other: "%{count} tekens te veel" },
    charactersAt: "Geen tekens meer over",
  },
  de: {
    sending: "Wird gesendet…",
    locating: "Wir suchen Ihren Standort…", located: "Standort gefunden, auf %{count} m genau. Prüfen Sie auch die Adresse.",
    notLocated: "Wir finden Ihren Standort nicht. Schreiben Sie die Adresse: Sie genügt.",
    showPassword: "Anzeigen", hidePassword: "Verbergen",
    showPasswordLong: "Passwort anzeigen", hidePasswordLong: "Passwort verbergen",
    passwordShown: "Ihr Passwort ist sichtbar", passwordHidden: "Ihr Passwort ist verborgen",
    charactersUnder: { one: "Noch %{count} Zeichen", other: "Noch %{count} Zeichen" },
    charactersOver: { one: "%{count} Zeichen zu viel", other: "%{count} Zeichen zu viel" },
    charactersAt: "Keine Zeichen mehr übrig",
  },
  en: {
    sending: "Sending…",
    locating: "Finding where you are…", located: "Position found, to within %{count} m. Check the address too.",
    notLocated: "We cannot find your position. Write the address: it is enough.",
    showPassword: "Show", hidePassword: "Hide",
    showPasswordLong: "Show password", hidePasswordLong: "Hide password",
    passwordShown: "Your password is visible", passwordHidden: "Your password is hidden",
    charactersUnder: { one: "%{count} character left", other: "%{count} characters left" },
    charactersOver: { one: "%{count} character too many", other: "%{count} characters too many" },
    charactersAt: "No characters left",
  },
};

export const words = WORDS[document.documentElement.lang.slice(0, 2)] || WORDS.fr;
