using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Repartee.Samples.Tavern;

/// <summary>Settings from a JSON file: only those that differ, by their names. A name that is not known is refused.</summary>
internal static class ConfigFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly JsonDocumentOptions Syntax = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>The settings with the file's values in place of theirs.</summary>
    /// <exception cref="UsageException">The file is no JSON object, or has a name or value that does not fit.</exception>
    public static TavernSettings Apply(string file, TavernSettings settings)
    {
        var before = (JsonObject)JsonSerializer.SerializeToNode(settings, Json)!;
        var merged = (JsonObject)before.DeepClone();
        Merge(Read(file), merged, file, "");
        try
        {
            var after = merged.Deserialize<TavernSettings>(Json)!;
            if (after.Updates < 1)
                throw new UsageException($"{file}: expected 1 or more for \"updates\", but found {after.Updates}.");
            return after;
        }
        catch (JsonException error)
        {
            string path = error.Path!.TrimStart('$', '.');
            throw new UsageException(
                $"{file}: expected a value like {At(before, path)} for \"{path}\", but found {At(merged, path)}.", error);
        }
    }

    private static JsonObject Read(string file)
    {
        const string expected = "expected a JSON object such as {\"updates\": 40}";
        try
        {
            return JsonNode.Parse(File.ReadAllText(file), null, Syntax) as JsonObject
                ?? throw new UsageException($"{file}: {expected}, but found other JSON.");
        }
        catch (JsonException error)
        {
            throw new UsageException($"{file}: {expected}, but found no JSON: {error.Message}", error);
        }
    }

    private static void Merge(JsonObject changes, JsonObject target, string file, string path)
    {
        foreach (var (name, value) in changes)
        {
            string place = path + name;
            if (!target.TryGetPropertyValue(name, out var present))
            {
                string known = string.Join(", ", target.Select(member => path + member.Key));
                throw new UsageException($"{file}: expected one of {known}, but found \"{place}\".");
            }

            if (present is not JsonObject inner)
                target[name] = value?.DeepClone();
            else if (value is JsonObject innerChanges)
                Merge(innerChanges, inner, file, place + ".");
            else
                throw new UsageException($"{file}: expected an object for \"{place}\", but found {Text(value)}.");
        }
    }

    private static string At(JsonNode? node, string path) =>
        Text(path.Split('.').Aggregate(node, (inner, name) => inner![name]));

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";
}
