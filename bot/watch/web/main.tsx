import { render } from "preact";
import { App } from "./shell/App.tsx";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/elements.css";
import "./styles/tables.css";
import "./styles/controls.css";
import "./styles/charts.css";

const root = document.getElementById("app");
if (root !== null) render(<App />, root);
