// Why something lies where it lies: the answer of the server goes into its panel.
import type { Panels } from "./panels";
import { renew } from "./panels";
import { readHtml } from "./send";

/** Return how to ask about `unit=5`, `community=2` or `between=1,2`. */
export function letAsk(root: HTMLElement, panels: Panels, refuse: (text: string) => void): (query: string) => void {
  async function ask(query: string): Promise<void> {
    const panel = panels.get("why");
    if (!panel) return;
    try {
      const url = new URL(root.dataset.why ?? "", location.href);
      new URLSearchParams(query).forEach((value, name) => url.searchParams.set(name, value));
      renew(panel, await readHtml(url.href));
      panel.closest("details")?.setAttribute("open", "");
      panel.scrollIntoView({ block: "nearest" });
    } catch {
      refuse("");
    }
  }

  root.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-ask]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    void ask(new URL(link.href).search);
  });
  return (query) => void ask(query);
}
