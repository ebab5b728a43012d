// What all pages share: where this one stands, how it makes elements, and its theme.

const root = document.currentScript?.closest(`.${pageClass}`)
  ?? document.querySelector(`.${pageClass}:not(.live)`);
const stage = root.querySelector(":scope > .stage");

function make(parent, tag, properties = {}, className = "") {
  const element = Object.assign(document.createElement(tag), properties);
  if (className) element.className = className;
  parent.append(element);
  return element;
}

// Now and later, `changed` is called when the theme is another. JupyterLab and VS Code say
// which theme they have; elsewhere the system does.
function followTheme(changed = () => {}) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const look = () => {
    const lab = document.body.dataset.jpThemeLight, code = document.body.dataset.vscodeThemeKind;
    root.classList.toggle("dark", lab ? lab === "false" : code ? !code.endsWith("light") : system.matches);
    changed();
  };
  system.addEventListener("change", look);
  new MutationObserver(look).observe(document.body, { attributes: true });
  look();
}
