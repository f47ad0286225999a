"""Where a circuit does not agree yet, action by action, with the reason: this table only gets shorter."""

from typing import Final

CLOSED: Final = "an action of the whole workflow is offered in a closed request there, not here"
PREVIOUS: Final = "the status before is read as it stood before the move"
ASIDE: Final = "to be looked into"
ORDER: Final = "a value worked out from one filled in just before, in the same action"
ROLES: Final = "a role that goes with another is not named"
STAYS: Final = "a form sent by a button of its own, which leaves the request where it stands"

#: File, action, what differs: why.
KNOWN: Final = {
    ("imio-certificats-population-delivrance-auto-payante.wcs", "-", "fields"): ORDER,
    (
        "imio-certificats-population-delivrance-auto-payante.wcs",
        "/workflow/global_actions/action[1]/items/item",
        "buttons",
    ): CLOSED,
    (
        "imio-certificats-population-delivrance-auto-payante.wcs",
        "/workflow/global_actions/action[3]/items/item",
        "buttons",
    ): CLOSED,
    (
        "imio-certificats-population-delivrance-auto-payante.wcs",
        "/workflow/global_actions/action[4]/items/item",
        "buttons",
    ): CLOSED,
    (
        "imio-certificats-population-delivrance-auto-payante.wcs",
        "/workflow/global_actions/action[7]/items/item",
        "buttons",
    ): CLOSED,
    (
        "imio-certificats-population-delivrance-auto-payante.wcs",
        "/workflow/possible_status/status[13]/items/item[1]",
        "buttons",
    ): STAYS,
    (
        "imio-certificats-population-delivrance-auto-payante.wcs",
        "/workflow/possible_status/status[18]/items/item[4]",
        "buttons",
    ): STAYS,
    (
        "imio-certificats-population-delivrance-auto-payante.wcs",
        "/workflow/possible_status/status[1]/items/item[2]",
        "fields",
    ): ORDER,
    (
        "imio-certificats-population-delivrance-auto-payante.wcs",
        "/workflow/possible_status/status[1]/items/item[6]",
        "jumps",
    ): ORDER,
    (
        "imio-certificats-population-delivrance-auto-payante.wcs",
        "/workflow/possible_status/status[1]/items/item[7]",
        "jumps",
    ): ORDER,
    ("imio-departement-citoyen-delivrance-auto-payante.wcs", "-", "buttons"): ROLES,
    ("imio-departement-citoyen-delivrance-auto-payante.wcs", "-", "fields"): ORDER,
    (
        "imio-departement-citoyen-delivrance-auto-payante.wcs",
        "/workflow/global_actions/action[1]/items/item",
        "buttons",
    ): CLOSED,
    (
        "imio-departement-citoyen-delivrance-auto-payante.wcs",
        "/workflow/global_actions/action[3]/items/item",
        "buttons",
    ): CLOSED,
    (
        "imio-departement-citoyen-delivrance-auto-payante.wcs",
        "/workflow/global_actions/action[4]/items/item",
        "buttons",
    ): CLOSED,
    (
        "imio-departement-citoyen-delivrance-auto-payante.wcs",
        "/workflow/global_actions/action[5]/items/item",
        "buttons",
    ): CLOSED,
    (
        "imio-departement-citoyen-delivrance-auto-payante.wcs",
        "/workflow/possible_status/status[1]/items/item[2]",
        "fields",
    ): ORDER,
    (
        "imio-departement-citoyen-delivrance-auto-payante.wcs",
        "/workflow/possible_status/status[1]/items/item[7]",
        "jumps",
    ): ORDER,
    (
        "imio-departement-citoyen-delivrance-auto-payante.wcs",
        "/workflow/possible_status/status[1]/items/item[8]",
        "jumps",
    ): ORDER,
    (
        "imio-extrait-de-casier-judiciaire-liaison-delivrance-auto-payante.wcs",
        "/workflow/global_actions/action[1]/items/item",
        "buttons",
    ): CLOSED,
    ("workflow-imio-atal-reservation-de-salle.wcs", "-", "calls"): ASIDE,
    (
        "workflow-imio-atal-reservation-de-salle.wcs",
        "/workflow/global_actions/action[1]/items/item",
        "buttons",
    ): CLOSED,
    (
        "workflow-imio-atal-reservation-de-salle.wcs",
        "/workflow/global_actions/action[2]/items/item",
        "buttons",
    ): CLOSED,
    (
        "workflow-imio-autorisation-d-aquisition-d-un-animal-de-compagnie.wcs",
        "/workflow/global_actions/action[2]/items/item",
        "buttons",
    ): CLOSED,
    ("workflow-imio-certificats-population.wcs", "-", "buttons"): ROLES,
    ("workflow-imio-certificats-population.wcs", "-", "fields"): ORDER,
    ("workflow-imio-certificats-population.wcs", "-", "jumps"): ORDER,
    (
        "workflow-imio-certificats-population.wcs",
        "/workflow/global_actions/action[1]/items/item",
        "buttons",
    ): CLOSED,
    (
        "workflow-imio-certificats-population.wcs",
        "/workflow/global_actions/action[3]/items/item",
        "buttons",
    ): CLOSED,
    (
        "workflow-imio-certificats-population.wcs",
        "/workflow/global_actions/action[4]/items/item",
        "buttons",
    ): CLOSED,
    (
        "workflow-imio-certificats-population.wcs",
        "/workflow/global_actions/action[5]/items/item",
        "buttons",
    ): CLOSED,
    (
        "workflow-imio-certificats-population.wcs",
        "/workflow/global_actions/action[7]/items/item",
        "buttons",
    ): CLOSED,
    (
        "workflow-imio-certificats-population.wcs",
        "/workflow/possible_status/status[1]/items/item[3]",
        "fields",
    ): ORDER,
    (
        "workflow-imio-certificats-population.wcs",
        "/workflow/possible_status/status[1]/items/item[6]",
        "jumps",
    ): ORDER,
    (
        "workflow-imio-changement-d-adresse.wcs",
        "/workflow/global_actions/action[1]/items/item",
        "buttons",
    ): CLOSED,
    (
        "workflow-imio-chien-dangereux.wcs",
        "/workflow/possible_status/status[4]/items/item[4]",
        "buttons",
    ): STAYS,
    ("workflow-imio-cimetiere.wcs", "-", "fields"): ORDER,
    ("workflow-imio-cimetiere.wcs", "/workflow/global_actions/action[1]/items/item", "buttons"): CLOSED,
    ("workflow-imio-cimetiere.wcs", "/workflow/global_actions/action[3]/items/item", "buttons"): CLOSED,
    ("workflow-imio-cimetiere.wcs", "/workflow/global_actions/action[4]/items/item", "buttons"): CLOSED,
    ("workflow-imio-cimetiere.wcs", "/workflow/possible_status/status[1]/items/item[1]", "fields"): ORDER,
    (
        "workflow-imio-declarations-de-naissance.wcs",
        "/workflow/possible_status/status[3]/items/item[1]",
        "calls",
    ): PREVIOUS,
    (
        "workflow-imio-declarations-de-naissance.wcs",
        "/workflow/possible_status/status[3]/items/item[2]",
        "calls",
    ): PREVIOUS,
    (
        "workflow-imio-declarations-de-naissance.wcs",
        "/workflow/possible_status/status[5]/items/item[3]",
        "buttons",
    ): STAYS,
    (
        "workflow-imio-demande-d-emplacement-de-stationnement-pour-pmr.wcs",
        "/workflow/possible_status/status[4]/items/item[4]",
        "buttons",
    ): STAYS,
    (
        "workflow-imio-extrait-casier-judicaire.wcs",
        "/workflow/global_actions/action[1]/items/item",
        "buttons",
    ): CLOSED,
    (
        "workflow-imio-extrait-casier-judicaire.wcs",
        "/workflow/global_actions/action[3]/items/item",
        "buttons",
    ): CLOSED,
    (
        "workflow-imio-extrait-casier-judicaire.wcs",
        "/workflow/global_actions/action[4]/items/item",
        "buttons",
    ): CLOSED,
    (
        "workflow-imio-finances-compteur-d-eau.wcs",
        "/workflow/possible_status/status[4]/items/item[4]",
        "buttons",
    ): STAYS,
    (
        "workflow-imio-finances-declaration-d-enseignes.wcs",
        "/workflow/possible_status/status[4]/items/item[4]",
        "buttons",
    ): STAYS,
    (
        "workflow-imio-finances-declaration-piscine-privee.wcs",
        "/workflow/possible_status/status[4]/items/item[4]",
        "buttons",
    ): STAYS,
    (
        "workflow-imio-occupation-de-la-voie-publique.wcs",
        "/workflow/possible_status/status[4]/items/item[4]",
        "buttons",
    ): STAYS,
    ("workflow-imio-par-defaut.wcs", "/workflow/possible_status/status[4]/items/item[4]", "buttons"): STAYS,
    (
        "workflow-imio-permis-de-vegetaliser.wcs",
        "/workflow/possible_status/status[4]/items/item[4]",
        "buttons",
    ): STAYS,
}
