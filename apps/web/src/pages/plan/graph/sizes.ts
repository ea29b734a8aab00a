/** Of a node in the picture, as in the styles. */
export const boxSize = { width: 208, height: 66 };
export const junctionWidth = 14;
