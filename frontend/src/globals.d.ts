// Third-party parts without types of their own.
declare module "htmx.org";
declare module "*.css";
