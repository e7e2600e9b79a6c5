// How a person stops a product's telemetry.

import { Copy } from '../parts.js';
import { waysToStop } from '../words.js';

export function Ways({ product }: { product: string }) {
  return (
    <ul class="ways">
      {waysToStop(product).map(({ command, effect }) => (
        <li key={command}>
          <code>{command}</code>
          <Copy text={command} what={`“${command}”`} />
          <span class="quiet">{effect}</span>
        </li>
      ))}
    </ul>
  );
}
