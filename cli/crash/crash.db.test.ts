import { crashes } from "./crash.testing";

crashes({ victims: ["app", "database", "app"], events: 400 });
