// Drives /docs of a running server in Chromium and prints what came of it. Ends with 1 where the
// page complains, breaks its own policy, or asks anything of another host.
//     docs_page.mjs account ADDRESS EMAIL PASSWORD [PICTURE]
//     docs_page.mjs prefix ADDRESS
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.env.CARDEA_WEB_TOOLS, "package.json"));
const { chromium } = require("playwright-core");

const [story, address, email, password, picture] = process.argv.slice(2);
const faults = [];

async function open(browser, url) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(20_000);
    const host = new URL(url).host;
    await page.exposeFunction("policyBroken", (text) => faults.push(`policy broken: ${text}`));
    await page.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) =>
            window.policyBroken(`${event.violatedDirective} ${event.blockedURI}`));
    });
    await page.route("**/*", (route) => {
        const target = new URL(route.request().url());
        if (target.protocol === "data:" || target.host === host) return route.continue();
        faults.push(`asked another host: ${target.href}`);
        return route.abort();
    });
    page.on("pageerror", (error) => faults.push(`thrown: ${error.message}`));
    page.on("console", (message) => {
        // Chromium logs an answer of 4xx as an error; here that is what was asked for.
        const expected = message.text().startsWith("Failed to load resource: the server responded");
        if (message.type() === "error" && !expected) faults.push(`console: ${message.text()}`);
    });
    await page.goto(url, { waitUntil: "networkidle" });
    await page.locator(".opblock").first().waitFor();
    return page;
}

/** The block of an operation, opened, with its form ready to be sent. */
async function operation(page, method, route) {
    const block = page.locator(`.opblock-${method}:has(.opblock-summary-path[data-path="${route}"])`);
    if (!(await block.locator(".opblock-body").isVisible())) {
        await block.locator(".opblock-summary-control").click();
        await block.locator(".try-out__btn").click();
    }
    return block;
}

/** Sends it and gives the status of the answer. */
async function execute(page, method, route, body) {
    const block = await operation(page, method, route);
    if (body) await block.locator("textarea.body-param__text").fill(JSON.stringify(body));
    const answered = page.waitForResponse((response) => {
        const { pathname } = new URL(response.url());
        return pathname.endsWith(route) && response.request().method() === method.toUpperCase();
    });
    await block.locator("button.execute").click();
    const status = String((await answered).status());
    const shown = block.locator(".live-responses-table .response .response-col_status").first();
    await shown.filter({ hasText: status }).waitFor();
    return { status, text: await block.locator(".live-responses-table .microlight").allInnerTexts() };
}

async function account(browser) {
    const page = await open(browser, `${address}/docs`);
    const registered = await execute(page, "post", "/auth/register", { email, password });
    console.log(`POST /auth/register ${registered.status}`);

    await page.locator(".auth-wrapper .btn.authorize").first().click();
    const dialog = page.locator(".modal-ux");
    const flow = dialog.locator(".auth-container").filter({ has: page.locator("#oauth_username") });
    await flow.locator("#oauth_username").fill(email);
    await flow.locator("#oauth_password").fill(password);
    await flow.locator("button.authorize").click();
    await dialog.locator("button", { hasText: "Logout" }).waitFor(); // the fields are gone by now
    await dialog.locator("button.btn-done").first().click();
    console.log("authorized");

    const me = await execute(page, "get", "/users/me");
    if (!me.text.join().includes(email)) faults.push(`/users/me does not show ${email}`);
    console.log(`GET /users/me ${me.status}`);
    if (picture) await take(page, picture);

    console.log(`POST /auth/logout ${(await execute(page, "post", "/auth/logout", {})).status}`);
    console.log(`GET /users/me ${(await execute(page, "get", "/users/me")).status}`);
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    if (kept !== "{}") faults.push(`kept in the browser: ${kept}`);
}

/** A picture of the page from its top to the answer of /users/me. */
async function take(page, file) {
    const register = await operation(page, "post", "/auth/register");
    await register.locator(".opblock-summary-control").click();
    await page.evaluate(() => document.activeElement.blur());
    await page.mouse.move(0, 0);
    const me = await operation(page, "get", "/users/me");
    const answer = me.locator(".live-responses-table .highlight-code").first();
    const { y, height } = await answer.boundingBox();
    const top = await page.evaluate(() => window.scrollY);
    const clip = { x: 0, y: 0, width: 1280, height: Math.ceil(top + y + height + 16) };
    await page.screenshot({ path: file, fullPage: true, clip });
}

/** The server under /api/ of a proxy that takes the prefix away before it asks. */
async function prefix(browser) {
    const upstream = new URL(address);
    const proxy = http.createServer((request, response) => {
        if (!request.url.startsWith("/api/")) return response.writeHead(404).end();
        const asked = http.request({ host: upstream.hostname, port: upstream.port,
            path: request.url.slice("/api".length), method: request.method, headers: request.headers },
            (answer) => answer.pipe(response.writeHead(answer.statusCode, answer.headers)));
        request.pipe(asked);
    });
    await new Promise((listening) => proxy.listen(0, "127.0.0.1", listening));
    try {
        for (const entrance of ["/docs", "/docs/"]) {
            const page = await open(browser, `http://127.0.0.1:${proxy.address().port}/api${entrance}`);
            const { status } = await execute(page, "get", "/healthz");
            console.log(`${entrance}: GET /healthz ${status}`);
        }
    } finally {
        proxy.close();
        proxy.closeAllConnections();
    }
}

const browser = await chromium.launch({
    executablePath: process.env.CARDEA_CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
    await { account, prefix }[story](browser);
} finally {
    await browser.close();
}
for (const fault of faults) console.log(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
