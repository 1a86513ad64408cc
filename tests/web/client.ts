// A client of the server as its users write one, with types that come from its OpenAPI document.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type User = components["schemas"]["User"];

declare const process: { argv: string[] };
const [address, email, password] = process.argv.slice(2);
if (!address || !email || !password) throw new Error("usage: client ADDRESS EMAIL PASSWORD");

function demand(holds: boolean, what: string): asserts holds {
    if (!holds) throw new Error(`not so: ${what}`);
}

const api = createClient<paths>({ baseUrl: address });

const registered = await api.POST("/auth/register", { body: { email, password, name: "Ada" } });
demand(registered.data !== undefined, "registered");
const user: User = registered.data;
demand(user.email === email && user.name === "Ada" && !user.disabled, "as it was sent");

// @ts-expect-error: the document says that a password is demanded
await api.POST("/auth/register", { body: { email } });
// @ts-expect-error: the document has no such path
await api.GET("/users/you");

const refused = await api.POST("/auth/login", { body: { email, password: password + "?" } });
demand(refused.data === undefined && refused.response.status === 401, "refused");
const detail: string = refused.error.detail;
demand(detail === "Invalid email or password", detail);

const login = await api.POST("/auth/login", { body: { email, password } });
demand(login.data !== undefined, "signed in");
const token: string = login.data.access_token;

const me = await api.GET("/users/me", { headers: { Authorization: `Bearer ${token}` } });
demand(me.data !== undefined, "met");
const met: User = me.data;
demand(met.id === user.id, "the same user");

console.log("registered, refused, signed in, met");
