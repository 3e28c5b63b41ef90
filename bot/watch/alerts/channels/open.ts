import type { AlertRoute } from "../../../config/alertSettings.ts";
import { ConfigurationError, MissingSettingError } from "../../../config/errors.ts";
import type { Channel } from "./channel.ts";
import { discordChannel } from "./discord.ts";
import { emailChannel } from "./email.ts";
import { pagerDutyChannel } from "./pagerduty.ts";
import { slackChannel } from "./slack.ts";
import { telegramChannel } from "./telegram.ts";
import { webhookChannel } from "./webhook.ts";

/** A secret of the environment by its variable's name; null when it is not set. */
export type SecretOf = (variable: string) => string | null;

/** A route with its way to send. */
export interface OpenRoute extends Pick<AlertRoute, "name" | "kind" | "minimumSeverity" | "vaults"> {
  readonly channel: Channel;
}

/** @throws MissingSettingError for a variable that is not set, ConfigurationError for an address that cannot be used. */
export function openRoute(route: AlertRoute, secretOf: SecretOf): OpenRoute {
  const { name, kind, minimumSeverity, vaults } = route;
  return { name, kind, minimumSeverity, vaults, channel: channelOf(route, secretOf) };
}

/** The address that a variable holds. @throws MissingSettingError, ConfigurationError; neither shows it. */
export function secretUrl(variable: string, secretOf: SecretOf, what: string): string {
  const text = required(variable, secretOf, what);
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new ConfigurationError(variable, ["it must be an http or https URL"], "Correct the variable of the environment.");
  }
  return text;
}

function channelOf(route: AlertRoute, secretOf: SecretOf): Channel {
  const { timeoutSeconds } = route;
  const what = `The route "${route.name}" of alerts`;
  switch (route.kind) {
    case "slack":
      return slackChannel({ url: secretUrl(route.urlEnv, secretOf, what), timeoutSeconds });
    case "discord":
      return discordChannel({ url: secretUrl(route.urlEnv, secretOf, what), timeoutSeconds });
    case "telegram": {
      const { apiUrl, chatId } = route;
      return telegramChannel({ apiUrl, chatId, token: required(route.tokenEnv, secretOf, what), timeoutSeconds });
    }
    case "pagerduty":
      return pagerDutyChannel({ apiUrl: route.apiUrl, routingKey: required(route.tokenEnv, secretOf, what), timeoutSeconds });
    case "webhook": {
      const secret = route.secretEnv === undefined ? null : required(route.secretEnv, secretOf, what);
      return webhookChannel({ url: secretUrl(route.urlEnv, secretOf, what), secret, timeoutSeconds });
    }
    case "email": {
      const { user, passwordEnv, host, port, security, from, to } = route;
      const login = user === undefined || passwordEnv === undefined ? null : { user, password: required(passwordEnv, secretOf, what) };
      return emailChannel({ host, port, security, from, to, login, timeoutSeconds });
    }
  }
}

function required(variable: string, secretOf: SecretOf, what: string): string {
  const text = secretOf(variable);
  if (text === null) throw new MissingSettingError(`${what} needs ${variable}`, `Set ${variable} in the environment or in .env.`);
  return text;
}
