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

// A colour of the theme.
const colour = name => getComputedStyle(root).getPropertyValue(`--${name}`);

// An empty canvas of this size, sharp on every screen.
function surface(canvas, width = canvas.clientWidth, height = canvas.clientHeight) {
  const scale = window.devicePixelRatio || 1;
  Object.assign(canvas, { width: width * scale, height: height * scale });
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  return context;
}

// Now and later, `changed` is called when the theme is another. JupyterLab, VS Code and the
// course's book say which theme they have; elsewhere the system does.
function followTheme(changed = () => {}) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const look = () => {
    const lab = document.body.dataset.jpThemeLight, code = document.body.dataset.vscodeThemeKind;
    const book = document.documentElement.dataset.theme;
    root.classList.toggle("dark", lab ? lab === "false" : code ? !code.endsWith("light") : book ? book === "dark" : system.matches);
    changed();
  };
  system.addEventListener("change", look);
  for (const element of [document.documentElement, document.body]) {
    new MutationObserver(look).observe(element, { attributes: true, attributeFilter: ["data-theme", "data-jp-theme-light", "data-vscode-theme-kind"] });
  }
  look();
}
