/** Both directions of a graph in compressed rows. */
export interface CompressedEdges {
  readonly successorStart: Int32Array;
  readonly successors: Int32Array;
  readonly predecessorStart: Int32Array;
  readonly predecessors: Int32Array;
  readonly predecessorOptional: Uint8Array;
}

/** Collects edges one by one, then sorts them by node. */
export class EdgeList {
  readonly #nodeCount: number;
  #from = new Int32Array(1024);
  #to = new Int32Array(1024);
  #optional = new Uint8Array(1024);
  #count = 0;

  constructor(nodeCount: number) {
    this.#nodeCount = nodeCount;
  }

  add(from: number, to: number, optional: boolean): void {
    if (this.#count === this.#from.length) this.#grow();
    this.#from[this.#count] = from;
    this.#to[this.#count] = to;
    this.#optional[this.#count] = optional ? 1 : 0;
    this.#count++;
  }

  /** A node's neighbours keep the order in which the edges were added. O(V + E). */
  compress(): CompressedEdges {
    const outgoing = this.#rows(this.#from);
    const incoming = this.#rows(this.#to);
    return {
      successorStart: outgoing.start,
      successors: outgoing.edges.map((edge) => this.#to[edge] ?? 0),
      predecessorStart: incoming.start,
      predecessors: incoming.edges.map((edge) => this.#from[edge] ?? 0),
      predecessorOptional: Uint8Array.from(incoming.edges, (edge) => this.#optional[edge] ?? 0),
    };
  }

  /** Edge numbers sorted by one of their ends: a counting sort. */
  #rows(ends: Int32Array): { start: Int32Array; edges: Int32Array } {
    const start = new Int32Array(this.#nodeCount + 1);
    for (let edge = 0; edge < this.#count; edge++) {
      const node = ends[edge] ?? 0;
      start[node + 1] = (start[node + 1] ?? 0) + 1;
    }
    for (let node = 0; node < this.#nodeCount; node++) start[node + 1] = (start[node + 1] ?? 0) + (start[node] ?? 0);
    const next = start.slice();
    const edges = new Int32Array(this.#count);
    for (let edge = 0; edge < this.#count; edge++) {
      const node = ends[edge] ?? 0;
      const place = next[node] ?? 0;
      edges[place] = edge;
      next[node] = place + 1;
    }
    return { start, edges };
  }

  #grow(): void {
    const longer = (array: Int32Array): Int32Array<ArrayBuffer> => {
      const copy = new Int32Array(array.length * 2);
      copy.set(array);
      return copy;
    };
    const optional = new Uint8Array(this.#optional.length * 2);
    optional.set(this.#optional);
    this.#optional = optional;
    this.#from = longer(this.#from);
    this.#to = longer(this.#to);
  }
}
