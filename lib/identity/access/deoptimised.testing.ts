import { isAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import "./decide";

/** For tests, with `--allow-natives-syntax`: throws the code of a call of Cedar away while it lasts, as V8 may do at any time. */
const optimise = new Function("called", "%OptimizeFunctionOnNextCall(called)");
const deoptimise = new Function("called", "%DeoptimizeFunction(called)");

let isWatched = false;
const call = {
  get principal() {
    if (isWatched) {
      deoptimise(isAuthorized);
    }
    return { type: "User", id: "caller" };
  },
  action: { type: "Action", id: "look" },
  resource: { type: "Project", id: "a" },
  context: {},
  policies: { staticPolicies: {} },
  entities: [],
};

for (let made = 0; made < 20_000; made++) {
  isAuthorized(call);
}
optimise(isAuthorized);
isAuthorized(call);
isWatched = true;
console.log(isAuthorized(call).type);
