// A form that was sent is not sent again by a second tap. The hidden token protects where scripts do not run.
export function sendOnce(element: HTMLElement): void {
  element.addEventListener("submit", (event) => {
    if (element.dataset.sent !== undefined) {
      event.preventDefault();
      return;
    }
    element.dataset.sent = "";
    element.setAttribute("aria-busy", "true");
  });
  // Coming back by the history button shows the page as it was left: let the form be used again.
  window.addEventListener("pageshow", () => {
    delete element.dataset.sent;
    element.removeAttribute("aria-busy");
  });
}
