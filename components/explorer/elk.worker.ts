// The layout engine, which in a worker takes its jobs from messages by itself.
import "elkjs/lib/elk-worker.min.js";
