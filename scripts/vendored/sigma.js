// What kb's own scripts use of the two libraries: window.kbSigma.
export { default as Graph } from "graphology";
export { default as Sigma } from "sigma";
