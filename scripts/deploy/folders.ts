import path from "node:path";

export { isDevelopmentNode } from "../../bot/chain/developmentNode.ts";

const DEPLOYMENTS_FOLDER = path.join(import.meta.dirname, "../../deployments");

/** Where a deployment is recorded. What is deployed on a development chain never stands beside the real thing. */
export function recordsFolder(isDevelopment: boolean, dataFolder: string): string {
  return isDevelopment ? path.join(dataFolder, "deployments") : DEPLOYMENTS_FOLDER;
}
