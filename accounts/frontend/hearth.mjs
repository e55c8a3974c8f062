import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from "govuk-frontend";

const components = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
];
for (const component of components) createAll(component);

// A print button is useless without scripts, so it stays hidden until this line runs.
for (const button of document.querySelectorAll("[data-hearth-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
