// « Utiliser ma position »: the browser asks the person, then the degrees are typed for them. The typed address does as
// well, and without script the button is not there.
import { words } from "./words.js";

const PATIENCE = 20000; // milliseconds
const FIGURES = 5; // of a degree: a metre

function offer(block) {
  const said = block.querySelector("[data-place-said]");
  const [latitude, longitude] = ["latitude", "longitude"].map((part) => block.querySelector(`[name$="-${part}"]`));
  const found = ({ coords }) => {
    latitude.value = coords.latitude.toFixed(FIGURES);
    longitude.value = coords.longitude.toFixed(FIGURES);
    latitude.closest("details").open = true;
    said.textContent = words.located.replace("%{count}", Math.ceil(coords.accuracy));
  };
  block.querySelector("[data-place-here]").addEventListener("click", () => {
    said.textContent = words.locating;
    const lost = () => { said.textContent = words.notLocated; };
    navigator.geolocation.getCurrentPosition(found, lost, { enableHighAccuracy: true, timeout: PATIENCE });
  });
  block.querySelector("[data-place-tools]").hidden = false;
}

export function start(scope) {
  if (navigator.geolocation && window.isSecureContext) scope.querySelectorAll("[data-place]").forEach(offer);
}
