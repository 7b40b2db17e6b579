import type { Logger } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import Broker from "kafkajs/src/broker/index.js";
import loggers from "kafkajs/src/loggers/index.js";
import type { Broker as KafkaBroker, InternalLogger, ProtocolRequest } from "kafkajs/src/milepost-types.js";
import ConnectionPool from "kafkajs/src/network/connectionPool.js";
import createSocketFactory from "kafkajs/src/network/socketFactory.js";
import { isAnswer } from "./kafka-errors.ts";
import type { KafkaConnection } from "./kafka-options.ts";
import { patchRequestTimers } from "./patch-request-timers.ts";

export type { KafkaBroker, ProtocolRequest };

const CONNECT_TIMEOUT_MS = 3_000;
const SIGN_IN_TIMEOUT_MS = 5_000;
/** Longer than a broker waits for its replicas. */
const REQUEST_TIMEOUT_MS = 7_000;
const STANDARD_PORT = 9092;
/** The second connection to a broker is for fetches. */
const FETCH_CONNECTION = 1;
/** kafkajs' numbers of levels. */
const ERROR_LEVEL = 1;
const WARN_LEVEL = 2;

/** Where a broker listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Connections to brokers, made when they are needed and made anew when they broke. */
export interface KafkaWire {
  /** Asks the broker at an address, or any that answers. What fails below the protocol costs the connection. */
  ask<Answer>(at: Address | "any", question: (broker: KafkaBroker) => Promise<Answer>): Promise<Answer>;
  /** Ends every connection; questions that wait for an answer reject. */
  close(): Promise<void>;
}

/** Opens nothing yet. What waits at a broker (a long fetch, joining a group) needs a wire of its own. */
export function createKafkaWire(connection: KafkaConnection): KafkaWire {
  patchRequestTimers();
  const connect = connector(connection);
  const bootstrap = connection.brokers.map(parseAddress);
  const brokers = new Map<string, Promise<KafkaBroker>>();
  let closed = false;

  const brokerAt = async (address: Address): Promise<KafkaBroker> => {
    const name = nameOf(address);
    const known = brokers.get(name);
    if (known === undefined) {
      const opening = connect(address);
      brokers.set(name, opening);
      opening.catch(() => forget(name, opening));
      return opening;
    }
    const broker = await known;
    if (isConnected(broker)) return broker;
    if (forget(name, known)) void disconnect(broker);
    return brokerAt(address);
  };
  const forget = (name: string, broker: Promise<KafkaBroker>): boolean =>
    brokers.get(name) === broker && brokers.delete(name);
  const askAt = async <Answer>(
    address: Address,
    question: (broker: KafkaBroker) => Promise<Answer>,
  ): Promise<Answer> => {
    if (closed) throw closedError();
    const broker = await brokerAt(address);
    try {
      return await question(broker);
    } catch (error) {
      if (closed) throw closedError();
      // Whatever shared the connection fails with it and asks again.
      if (!isAnswer(error)) await disconnect(broker);
      throw error;
    }
  };

  return {
    ask: async (at, question) => {
      if (at !== "any") return askAt(at, question);
      const failures: unknown[] = [];
      for (const address of [...[...brokers.keys()].map(parseAddress), ...bootstrap]) {
        try {
          return await askAt(address, question);
        } catch (error) {
          if (isAnswer(error) || closed) throw error;
          failures.push(error);
        }
      }
      throw failures[0];
    },
    close: async () => {
      closed = true;
      const open = await Promise.allSettled(brokers.values());
      brokers.clear();
      for (const each of open) if (each.status === "fulfilled") await disconnect(each.value);
    },
  };
}

/** Sends a request of ours and reads its answer. */
export function send<Answer>(broker: KafkaBroker, request: ProtocolRequest<Answer>): Promise<Answer> {
  return broker.connectionPool.send(request);
}

function connector(connection: KafkaConnection): (address: Address) => Promise<KafkaBroker> {
  const { security = {}, clientId = "milepost" } = connection;
  const logger = internalLogger(connection.logger);
  const ssl = security.tls === undefined ? null : security.tls === true ? {} : { ca: [security.tls.ca] };
  const socketFactory = createSocketFactory();
  return async ({ host, port }) => {
    const pool = new ConnectionPool({
      host,
      port,
      clientId,
      ssl,
      sasl: security.sasl ?? null,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      enforceRequestTimeout: true,
      logger,
      socketFactory,
    });
    const broker = new Broker({
      connectionPool: pool,
      logger,
      authenticationTimeout: SIGN_IN_TIMEOUT_MS,
    });
    try {
      await broker.connect();
      // Here, one after the other: two requests at once would each open one.
      await pool.getConnection(FETCH_CONNECTION);
    } catch (error) {
      await disconnect(broker);
      throw error;
    }
    return broker;
  };
}

function isConnected(broker: KafkaBroker): boolean {
  return broker.connectionPool.pool.every((connection) => connection.isConnected());
}

async function disconnect(broker: KafkaBroker): Promise<void> {
  for (const connection of broker.connectionPool.pool) {
    connection.rejectRequests(new Error("The connection to Kafka was given up"));
    await connection.disconnect();
  }
}

function closedError(): MilepostError {
  return new MilepostError("log_closed", "The connection to Kafka was closed");
}

function nameOf({ host, port }: Address): string {
  return `${host}:${port}`;
}

function parseAddress(text: string): Address {
  const colon = text.lastIndexOf(":");
  if (colon < 0) return { host: text, port: STANDARD_PORT };
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(text.slice(colon + 1)) };
}

function internalLogger(logger: Logger): InternalLogger {
  return loggers.createLogger({
    level: WARN_LEVEL,
    logCreator:
      () =>
      ({ level, namespace, log: { message, ...fields } }) => {
        // What fails is tried again by its caller, which says what became of it.
        const report = level === ERROR_LEVEL ? logger.info : logger.debug;
        report.call(logger, { ...fields, kafkajs: namespace }, message);
      },
  });
}
