// The house works without any of this; what is here only makes it kinder.
import * as again from "./again.js";
import * as condition from "./condition.js";
import * as controls from "./controls.js";
import * as dropzone from "./dropzone.js";
import * as keeping from "./keeping.js";
import * as menu from "./menu.js";
import * as once from "./once.js";
import * as place from "./place.js";
import * as printing from "./printing.js";
import * as selection from "./selection.js";
import * as session from "./session.js";
import * as shortcuts from "./shortcuts.js";
import * as uploading from "./uploading.js";

document.body.classList.add("js-enabled");
for (const module of [again, condition, controls, uploading, keeping, menu, once, dropzone, place, printing, selection, session, shortcuts]) module.start(document);
