declare module "*.css" {
  /** The minified style sheet. */
  const text: string;
  export default text;
}
