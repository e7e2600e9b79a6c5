/** The events of the schema and what each is told of; made from guest/schema. */
export interface EventMap {
  [event: string]: Record<string, unknown>;
}
