/** The parts inside kafkajs 2.2.4 that this lib stands on, as far as it uses them (docs/adr/0010). */

declare module "kafkajs/src/broker/index.js" {
  import type { Broker, BrokerOptions } from "kafkajs/src/milepost-types.js";
  const BrokerClass: new (options: BrokerOptions) => Broker;
  export default BrokerClass;
}

declare module "kafkajs/src/network/connectionPool.js" {
  import type { ConnectionOptions, ConnectionPool } from "kafkajs/src/milepost-types.js";
  const ConnectionPoolClass: new (options: ConnectionOptions) => ConnectionPool;
  export default ConnectionPoolClass;
}

declare module "kafkajs/src/network/requestQueue/index.js" {
  /** Requests on their way over one connection. */
  export interface RequestQueue {
    readonly pending: readonly unknown[];
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    push(request: Readonly<Record<string, unknown>>): void;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
  }
  const RequestQueueClass: {
    new (options: Readonly<Record<string, unknown>>): RequestQueue;
    readonly prototype: RequestQueue;
  };
  export default RequestQueueClass;
}

declare module "kafkajs/src/network/socketFactory.js" {
  const createSocketFactory: () => unknown;
  export default createSocketFactory;
}

declare module "kafkajs/src/loggers/index.js" {
  import type { InternalLogger } from "kafkajs/src/milepost-types.js";
  export interface LogEntry {
    readonly namespace: string;
    readonly level: number;
    readonly log: { readonly message: string; readonly [field: string]: unknown };
  }
  const loggers: {
    createLogger(options: {
      readonly level: number;
      readonly logCreator: () => (entry: LogEntry) => void;
    }): InternalLogger;
  };
  export default loggers;
}

declare module "kafkajs/src/protocol/encoder.js" {
  import type { Encoder } from "kafkajs/src/milepost-types.js";
  const EncoderClass: new (initialSize?: number) => Encoder;
  export default EncoderClass;
}

declare module "kafkajs/src/protocol/decoder.js" {
  import type { Decoder } from "kafkajs/src/milepost-types.js";
  const DecoderClass: new (buffer: Buffer) => Decoder;
  export default DecoderClass;
}

declare module "kafkajs/src/protocol/recordBatch/crc32C/index.js" {
  const crc32C: (bytes: Uint8Array) => number;
  export default crc32C;
}

declare module "kafkajs/src/consumer/assignerProtocol.js" {
  const assignerProtocol: {
    readonly MemberMetadata: {
      encode(metadata: {
        readonly version: number;
        readonly topics: readonly string[];
        readonly userData: Buffer;
      }): Buffer;
      decode(buffer: Buffer): { readonly topics: readonly string[]; readonly userData: Buffer };
    };
    readonly MemberAssignment: {
      encode(assignment: {
        readonly version: number;
        readonly assignment: Readonly<Record<string, readonly number[]>>;
      }): Buffer;
      decode(buffer: Buffer): { readonly assignment: Readonly<Record<string, readonly number[]>> } | null;
    };
  };
  export default assignerProtocol;
}

declare module "kafkajs/src/milepost-types.js" {
  /** Namespaced logger that kafkajs hands around. */
  export interface InternalLogger {
    namespace(name: string): InternalLogger;
  }

  export interface ConnectionOptions {
    readonly host: string;
    readonly port: number;
    readonly clientId: string;
    readonly ssl: object | null;
    readonly sasl: object | null;
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly enforceRequestTimeout: boolean;
    readonly logger: InternalLogger;
    readonly socketFactory: unknown;
  }

  export interface Connection {
    isConnected(): boolean;
    disconnect(): Promise<unknown>;
    /** Rejects whatever waits for an answer. */
    rejectRequests(error: Error): void;
  }

  /** Two connections to one broker; the second is for fetches. */
  export interface ConnectionPool {
    readonly pool: readonly Connection[];
    getConnection(index: number): Promise<Connection>;
    send<Answer>(request: ProtocolRequest<Answer>): Promise<Answer>;
  }

  /** A request of Kafka's protocol and how its answer is read. */
  export interface ProtocolRequest<Answer> {
    readonly request: {
      readonly apiKey: number;
      readonly apiVersion: number;
      readonly apiName: string;
      encode(): Promise<Encoder>;
    };
    readonly response: {
      decode(payload: Buffer): Promise<Answer>;
      parse(answer: Answer): Promise<Answer>;
    };
    readonly requestTimeout?: number;
  }

  export interface BrokerOptions {
    readonly connectionPool: ConnectionPool;
    readonly logger: InternalLogger;
    readonly authenticationTimeout: number;
  }

  export interface Encoder {
    readonly buffer: Buffer;
    writeInt8(value: number): Encoder;
    writeInt16(value: number): Encoder;
    writeInt32(value: number): Encoder;
    writeInt64(value: number | string): Encoder;
    writeBoolean(value: boolean): Encoder;
    writeString(value: string | null): Encoder;
    writeBytes(value: Buffer): Encoder;
    writeArray(values: readonly (Encoder | number | string)[]): Encoder;
  }

  export interface Decoder {
    readInt8(): number;
    readInt16(): number;
    readInt32(): number;
    readInt64(): { toString(): string };
    readBoolean(): boolean;
    readString(): string | null;
    readBytes(): Buffer | null;
    readArray<Item>(reader: (decoder: Decoder) => Item): Item[];
  }

  export interface TopicPartitions<Fields> {
    readonly topic: string;
    readonly partitions: readonly ({ readonly partition: number } & Fields)[];
  }

  export interface JoinedGroup {
    readonly generationId: number;
    readonly leaderId: string;
    readonly memberId: string;
    readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
  }

  export interface ConfigEntry {
    readonly configName: string;
    readonly configValue: string | null;
  }

  interface GroupMember {
    readonly groupId: string;
    readonly memberId: string;
  }

  /** One broker: its requests reject with a protocol error when the answer has one. */
  export interface Broker {
    readonly connectionPool: ConnectionPool;
    readonly versions: Readonly<Record<number, { readonly minVersion: number; readonly maxVersion: number }>>;
    connect(): Promise<void>;
    findGroupCoordinator(request: {
      readonly groupId: string;
      readonly coordinatorType: 0;
    }): Promise<{ readonly coordinator: { readonly host: string; readonly port: number } }>;
    joinGroup(request: {
      readonly groupId: string;
      readonly sessionTimeout: number;
      readonly rebalanceTimeout: number;
      readonly memberId: string;
      readonly groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[];
    }): Promise<JoinedGroup>;
    syncGroup(
      request: GroupMember & {
        readonly generationId: number;
        readonly groupAssignment: readonly { readonly memberId: string; readonly memberAssignment: Buffer }[];
      },
    ): Promise<{ readonly memberAssignment: Buffer }>;
    heartbeat(request: GroupMember & { readonly groupGenerationId: number }): Promise<unknown>;
    leaveGroup(request: GroupMember): Promise<unknown>;
    offsetCommit(
      request: GroupMember & {
        readonly groupGenerationId: number;
        readonly topics: readonly TopicPartitions<{ readonly offset: string }>[];
      },
    ): Promise<unknown>;
    offsetFetch(request: {
      readonly groupId: string;
      readonly topics: readonly TopicPartitions<unknown>[];
    }): Promise<{ readonly responses: readonly TopicPartitions<{ readonly offset: string }>[] }>;
    listOffsets(request: {
      readonly replicaId: -1;
      readonly isolationLevel: 0 | 1;
      readonly topics: readonly TopicPartitions<{ readonly timestamp: number }>[];
    }): Promise<{ readonly responses: readonly TopicPartitions<{ readonly offset: string }>[] }>;
    initProducerId(request: { readonly transactionTimeout: number }): Promise<{
      readonly producerId: { toString(): string };
      readonly producerEpoch: number;
    }>;
    createTopics(request: {
      readonly topics: readonly {
        readonly topic: string;
        readonly numPartitions: number;
        readonly replicationFactor: number;
        readonly configEntries: readonly { readonly name: string; readonly value: string }[];
      }[];
      readonly timeout: number;
    }): Promise<unknown>;
    describeConfigs(request: {
      readonly resources: readonly { readonly type: 2; readonly name: string }[];
    }): Promise<{
      readonly resources: readonly {
        readonly resourceName: string;
        readonly configEntries: readonly ConfigEntry[];
      }[];
    }>;
  }
}

declare module "kafkajs/src/protocol/error.js" {
  const errors: {
    /** The error that kafkajs throws for a code in an answer; its `type` is the protocol's name of the code. */
    createErrorFromCode(code: number): Error;
  };
  export default errors;
}
