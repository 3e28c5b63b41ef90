/** Under the root of a layer normalisation, so that a step of equal numbers has one too. */
export const NORMALISATION_EPSILON = 1e-5;
