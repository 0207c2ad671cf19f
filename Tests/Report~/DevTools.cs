using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace Repartee.Report.Tests;

/// <summary>One tab through the DevTools protocol: calls, and the events that came so far.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> calls = new();
    private readonly TimeSpan patience;
    private string? session;
    private Task reading = Task.CompletedTask;
    private int last;

    private DevTools(TimeSpan patience) => this.patience = patience;

    /// <summary>Method and parameters of each event.</summary>
    public ConcurrentQueue<(string Method, JsonNode Parameters)> Events { get; } = new();

    public static async Task<DevTools> ConnectAsync(Uri address, TimeSpan patience)
    {
        var tools = new DevTools(patience);
        using var limit = new CancellationTokenSource(patience);
        await tools.socket.ConnectAsync(address, limit.Token);
        tools.reading = Task.Run(tools.ReadAsync);
        var tab = await tools.CallAsync("Target.createTarget", new() { ["url"] = "about:blank" });
        var attached = await tools.CallAsync(
            "Target.attachToTarget", new() { ["targetId"] = tab["targetId"]!.GetValue<string>(), ["flatten"] = true });
        tools.session = attached["sessionId"]!.GetValue<string>();
        foreach (string domain in new[] { "Page", "Runtime", "Log", "Network" })
            await tools.CallAsync(domain + ".enable");
        return tools;
    }

    public async Task<JsonNode> CallAsync(string method, JsonObject? parameters = null)
    {
        int id = Interlocked.Increment(ref last);
        var call = calls[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session != null)
            message["sessionId"] = session;
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        return await call.Task.WaitAsync(patience);
    }

    /// <summary>Opens a page and waits until it is drawn.</summary>
    public async Task OpenAsync(string file)
    {
        Events.Clear();
        await CallAsync("Page.navigate", new() { ["url"] = new Uri(file).AbsoluteUri });
        await EvaluateAsync(
            "new Promise(done => { const ready = () => requestAnimationFrame(() => requestAnimationFrame(() => done(1)));"
            + "document.readyState === 'complete' ? ready() : addEventListener('load', ready); })");
    }

    /// <summary>An expression's value, or that of its promise.</summary>
    public async Task<JsonNode> EvaluateAsync(string expression)
    {
        var answer = await CallAsync(
            "Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        return answer["exceptionDetails"] is null ? answer["result"]!["value"]!
            : throw new InvalidOperationException($"{expression}: {answer["exceptionDetails"]!.ToJsonString()}");
    }

    public async Task ShowAsync(int width, bool dark)
    {
        await CallAsync("Emulation.setDeviceMetricsOverride", new()
        {
            ["width"] = width,
            ["height"] = 900,
            ["deviceScaleFactor"] = 1,
            ["mobile"] = false,
        });
        await CallAsync("Emulation.setEmulatedMedia", new()
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
        });
    }

    /// <summary>A PNG of a part of the page, from its top.</summary>
    public async Task<byte[]> PictureAsync(int width, int height, int top = 0)
    {
        var clip = new JsonObject { ["x"] = 0, ["y"] = top, ["width"] = width, ["height"] = height, ["scale"] = 1 };
        var answer = await CallAsync(
            "Page.captureScreenshot", new() { ["format"] = "png", ["captureBeyondViewport"] = true, ["clip"] = clip });
        return Convert.FromBase64String(answer["data"]!.GetValue<string>());
    }

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await reading;
        socket.Dispose();
    }

    private async Task ReadAsync()
    {
        var message = new MemoryStream();
        var block = new byte[1 << 16];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(block, CancellationToken.None);
                message.Write(block, 0, part.Count);
                if (!part.EndOfMessage)
                    continue;
                Take(JsonNode.Parse(message.ToArray())!);
                message.SetLength(0);
            }
        }
        catch (Exception ended) when (ended is WebSocketException or OperationCanceledException or JsonException or IOException)
        {
            foreach (var call in calls.Values.ToList())
                call.TrySetException(new IOException("Chromium is gone.", ended));
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is null)
            Events.Enqueue((message["method"]!.GetValue<string>(), message["params"]!));
        else if (!calls.TryRemove(message["id"]!.GetValue<int>(), out var call))
            return;
        else if (message["error"] is JsonNode error)
            call.TrySetException(new InvalidOperationException(error.ToJsonString()));
        else
            call.TrySetResult(message["result"]!);
    }
}
