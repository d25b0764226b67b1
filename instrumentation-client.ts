import { z } from "zod";

// Before any schema is made: zod would ask the browser whether it may compile them, which our CSP forbids and reports each time.
z.config({ jitless: true });
