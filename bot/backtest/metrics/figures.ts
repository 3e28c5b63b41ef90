import { finite } from "../../predict/evaluate/finite.ts";

/** A figure, why it is withheld even if it can be computed (null: it is not), and what it means when it cannot. */
export type Claim = readonly [value: number | null, refusal: string | null, undefinedBecause: string];

/** Figures as JSON can say them: each is a number, or null with its reason. */
export interface Figures<Name extends string> {
  readonly values: Readonly<Record<Name, number | null>>;
  readonly reasons: Readonly<Partial<Record<Name, string>>>;
}

export function figures<Name extends string>(claims: Readonly<Record<Name, Claim>>): Figures<Name> {
  const values: Partial<Record<Name, number | null>> = {};
  const reasons: Partial<Record<Name, string>> = {};
  for (const name of Object.keys(claims) as Name[]) {
    const [value, refusal, undefinedBecause] = claims[name];
    values[name] = refusal === null && value !== null ? finite(value) : null;
    if (values[name] === null) reasons[name] = refusal ?? undefinedBecause;
  }
  return { values: values as Record<Name, number | null>, reasons };
}
