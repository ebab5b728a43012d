// Paper is light. The theme is the reader's again afterwards.
const { dataset } = document.documentElement;
let theme;
addEventListener("beforeprint", () => { theme = dataset.theme; dataset.theme = "light"; });
addEventListener("afterprint", () => { dataset.theme = theme; });

// What has to be scrolled can be reached by keyboard.
function reach() {
  for (const element of document.querySelectorAll(".bd-article math[display=block], .bd-article pre")) {
    if (element.scrollWidth > element.clientWidth) element.setAttribute("tabindex", 0);
    else element.removeAttribute("tabindex");
  }
}
addEventListener("load", reach);
addEventListener("resize", reach);
// A note is unfolded.
addEventListener("toggle", reach, true);
