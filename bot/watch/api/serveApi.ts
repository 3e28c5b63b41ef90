import type { ApiSettings } from "../../config/schema.ts";
import { KeeperError } from "../../core/errors.ts";
import { type ApiDeps, buildApi } from "./buildApi.ts";

export interface ApiServer {
  /** "http://127.0.0.1:9470". */
  readonly url: string;
  close(): Promise<void>;
}

/** Nobody can listen there. */
export class ApiPortError extends KeeperError {
  constructor({ host, port }: ApiSettings, cause: NodeJS.ErrnoException) {
    super(
      `Nobody can listen at ${host}:${port} (${cause.code})`,
      "Choose another `api.port` and `api.host`, or stop who listens there.",
      3,
      cause,
    );
  }
}

/** Answers at the port and host of the settings. @throws ApiPortError */
export async function serveApi(deps: ApiDeps): Promise<ApiServer> {
  const { host, port } = deps.settings;
  const api = await buildApi(deps);
  try {
    const url = await api.listen({ host, port });
    return { url, close: () => api.close() };
  } catch (error) {
    await api.close();
    throw new ApiPortError(deps.settings, error as NodeJS.ErrnoException);
  }
}
