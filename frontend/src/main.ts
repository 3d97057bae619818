// Entry of every page: the theme, HTMX, and the small components found by their `data-` attribute.
import "@tabler/core/dist/css/tabler.min.css";
import "./favicon.svg?url";
import "@fontsource/noto-sans-sc/400.css";
import "@fontsource/noto-sans-sc/700.css";
import "./theme/tokens.css";
import "./theme/layout.css";
import "./theme/parts.css";
import "./theme/charts.css";
import "./theme/phone.css";
import "./theme/print.css";
import "htmx.org";
import { walkColumn } from "./column/column";
import { keepDraft } from "./draft/draft";
import { walkRows } from "./keys/keys";
import { sendOnce } from "./once/once";
import { shrinkPhotos } from "./photo/photo";
import { tickRows } from "./rows/rows";
import { closeMenus, showCurrent } from "./theme/menus";

type Start = (element: HTMLElement) => unknown;

const COMPONENTS: Record<string, Start> = {
  "[data-column]": walkColumn,
  "[data-draft]": keepDraft,
  "[data-formula]": (element) => import("./formula/formula").then((part) => part.completeNames(element)),
  "[data-keys]": walkRows,
  "[data-once]": sendOnce,
  "[data-photo]": shrinkPhotos,
  "[data-rows]": tickRows,
  "[data-map]": (element) => import("./map/map").then((part) => part.showMap(element)),
  "[data-ground-map]": (element) => import("./ground/ground").then((part) => part.showGround(element)),
  "[data-import-map]": (element) => import("./ground/preview").then((part) => part.showPreview(element)),
  "[data-inspect]": (element) => import("./outline/inspect").then((part) => part.showInspection(element)),
  "[data-outline]": (element) => import("./outline/outline").then((part) => part.openOutline(element)),
  "[data-plan-map]": (element) => import("./voices/plan").then((part) => part.showPlan(element)),
  "[data-desk]": (element) => import("./desk/desk").then((part) => part.openDesk(element)),
  "[data-visit]": (element) => import("./visit/visit").then((part) => part.openVisit(element)),
  "[data-twin]": (element) => import("./twin/twin").then((part) => part.showTwin(element)),
};

function start(root: ParentNode): void {
  for (const [selector, component] of Object.entries(COMPONENTS)) {
    root.querySelectorAll<HTMLElement>(selector).forEach((element) => {
      if (element.dataset.started === undefined) {
        element.dataset.started = "";
        component(element);
      }
    });
  }
}

closeMenus();
showCurrent();
start(document);
document.body.addEventListener("htmx:afterSettle", () => start(document));
