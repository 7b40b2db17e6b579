import type { Connector } from "@milepost/contracts";
import { openFileConnector } from "./file/file-connector.ts";
import type { SourceConnector } from "./index.ts";

/** Opens the connector that a plan defines; paths in it are absolute. */
export function openConnector(definition: Connector): SourceConnector {
  switch (definition.kind) {
    case "file":
      return openFileConnector(definition);
  }
}
