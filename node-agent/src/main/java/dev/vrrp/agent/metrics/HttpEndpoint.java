package dev.vrrp.agent.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.vrrp.agent.runtime.NodeAgent;
import dev.vrrp.agent.runtime.NodeState;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers {@code /metrics}, {@code /state}, {@code /healthz} (the loop lives, whatever the API server does) and {@code /readyz} (every
 * virtual router takes part); nothing else. Clients that are slow or many keep only each other waiting.
 */
public final class HttpEndpoint implements AutoCloseable {
    private static final int WAITING_CONNECTIONS = 16;
    private static final int THREADS = 4;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;
    private static final String TEXT = "text/plain; charset=utf-8";

    static {
        // what the JDK's server limits only if it is told: seconds for a request and for an answer, and how many are
        // open
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
        System.setProperty("jdk.httpserver.maxConnections", "64");
    }

    private final HttpServer server;
    /** What answers; replaced at once when the waiting ends, so that a probe is answered at any moment. */
    private volatile HttpHandler handler = HttpEndpoint::waits;

    private boolean answering;
    private final ExecutorService executor = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("http-", 0).daemon().factory());

    private HttpEndpoint(HttpServer server) {
        this.server = server;
    }

    /**
     * Takes the address; answers once it is {@linkplain #start started}.
     *
     * @param address port 0 is one that is free
     * @throws IOException if it can't listen there; the message names the address
     */
    public static HttpEndpoint open(InetSocketAddress address) throws IOException {
        try {
            return new HttpEndpoint(HttpServer.create(address, WAITING_CONNECTIONS));
        } catch (IOException e) {
            throw new IOException("answer HTTP on " + address + ": " + e.getMessage(), e);
        }
    }

    /** Answers until {@link #start} for an agent that waits for the end of another: it is fine and ready, and has nothing to tell. */
    public void startWaiting() {
        answer();
    }

    private static void waits(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/healthz", "/readyz" -> answer(exchange, OK, TEXT, bytes("waits for the end of another agent\n"));
                default -> answer(exchange, UNAVAILABLE, TEXT, bytes("waits for the end of another agent\n"));
            }
        }
    }

    /** Answers from now on for {@code agent}. */
    public void start(NodeAgent agent, AgentMetrics metrics, String version) {
        metrics.watch(agent);
        handler = exchange -> {
            try (exchange) {
                switch (exchange.getRequestURI().getPath()) {
                    case "/metrics" -> {
                        ByteArrayOutputStream text = new ByteArrayOutputStream();
                        metrics.write(text);
                        answer(exchange, OK, PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
                    }
                    case "/state" -> {
                        Optional<NodeState> state = agent.state();
                        if (state.isPresent()) {
                            answer(exchange, OK, "application/json", StatePage.of(state.get(), version, metrics));
                        } else {
                            answer(exchange, UNAVAILABLE, TEXT, bytes("the loop does not answer\n"));
                        }
                    }
                    case "/healthz" -> answer(exchange, agent.state().isPresent(), "the loop does not answer");
                    case "/readyz" ->
                        answer(
                                exchange,
                                agent.state().filter(NodeState::takesPart).isPresent(),
                                "no configuration is in force yet, or a virtual router of it has not been started");
                    default -> answer(exchange, NOT_FOUND, TEXT, bytes("/metrics, /state, /healthz, /readyz\n"));
                }
            }
        };
        if (!answering) {
            answer();
        }
    }

    private void answer() {
        answering = true;
        server.createContext("/", exchange -> handler.handle(exchange));
        server.setExecutor(executor);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, boolean fine, String otherwise) throws IOException {
        answer(exchange, fine ? OK : UNAVAILABLE, TEXT, bytes((fine ? "ok" : otherwise) + "\n"));
    }

    private static void answer(HttpExchange exchange, int code, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
