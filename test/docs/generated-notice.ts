/** Stands on every generated page. */
export const generatedNotice =
  '<!-- Generated. To write it again: npx vitest run --project unit test/docs -u -->';
