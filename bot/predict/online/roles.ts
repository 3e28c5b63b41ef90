import type { UnixSeconds } from "../../core/units.ts";
import type { ModelName } from "../../store/forecastTrials.ts";
import type { ModelEvent } from "../../store/modelEvents.ts";

/** A model and since when it has its role. */
export interface RoleHolder extends ModelName {
  readonly sinceSeconds: UnixSeconds;
}

/** Which model does what. */
export interface ModelRoles {
  /** It forecasts. */
  readonly champion: ModelName;
  /** It forecasts beside the champion, and takes its place if it is better. */
  readonly challenger: RoleHolder | null;
  /** The champion before, since its successor's promotion: it takes its place back if it was the better one. */
  readonly former: RoleHolder | null;
}

/**
 * Roles follow from what happened, so that a restart goes on where it was. Events of another champion than the one there is count nothing:
 * when a person chooses another model, its line begins anew.
 *
 * @param start The model that was chosen.
 * @param events Oldest first.
 */
export function rolesOf(start: ModelName, events: readonly ModelEvent[]): ModelRoles {
  let roles: ModelRoles = { champion: start, challenger: null, former: null };
  for (const event of events) roles = after(roles, event);
  return roles;
}

function after(roles: ModelRoles, event: ModelEvent): ModelRoles {
  const named = { model: event.model, modelVersion: event.modelVersion };
  const holder = { ...named, sinceSeconds: event.timeSeconds };
  switch (event.kind) {
    case "challenger-trained":
      return isSame(event.detail.champion, roles.champion) ? { ...roles, challenger: holder } : roles;
    case "challenger-rejected":
      return isSame(named, roles.challenger) ? { ...roles, challenger: null } : roles;
    case "promoted":
      if (!isSame(named, roles.challenger)) return roles;
      return { champion: named, challenger: null, former: { ...roles.champion, sinceSeconds: event.timeSeconds } };
    case "rolled-back":
      if (!isSame(named, roles.champion) || roles.former === null) return roles;
      return { champion: nameOnly(roles.former), challenger: null, former: null };
    default:
      return roles;
  }
}

function isSame(one: unknown, other: ModelName | null): boolean {
  const { model, modelVersion } = (one ?? {}) as Partial<ModelName>;
  return other !== null && model === other.model && modelVersion === other.modelVersion;
}

function nameOnly({ model, modelVersion }: ModelName): ModelName {
  return { model, modelVersion };
}
