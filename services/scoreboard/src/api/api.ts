import type { FastifyInstance } from "fastify";
import type { BoardParts } from "../reading/board.ts";

/** Registers the reads of the public API. */
export async function registerApi(_app: FastifyInstance, _parts: BoardParts): Promise<void> {}
