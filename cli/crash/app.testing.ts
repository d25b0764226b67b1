import { serveApi } from "@/cli/sample/app.testing";

/** For tests: the API in a process of its own, which can be killed. */
const { url } = await serveApi();
console.log(`READY ${url}`);
