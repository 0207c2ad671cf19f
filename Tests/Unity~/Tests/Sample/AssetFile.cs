using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using NUnit.Framework;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Repartee.Unity.Tests.Sample;

/// <summary>An asset as Unity's serializer reads it: the YAML of one object, whose keys are the fields of its script.</summary>
internal sealed class AssetFile
{
    private readonly string[] _lines;
    private int _next;

    private AssetFile(string text) => _lines = text.TrimEnd('\n').Split('\n');

    internal static string Root { get; } = typeof(AssetFile).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    internal static string Sample { get; } = Path.Combine(Root, "Samples~", "TavernUnity");

    internal static string GuidOf(string path) =>
        Regex.Match(File.ReadAllText(path + ".meta"), "^guid: ([0-9a-f]{32})$", RegexOptions.Multiline).Groups[1].Value;

    /// <summary>Reads an asset into an object of its script's class.</summary>
    internal static Object Load(string path) => Load(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path));

    internal static Object Load(string name, string text)
    {
        var file = new AssetFile(text);
        Assert.That(
            file._lines.Take(4),
            Is.EqualTo(new[] { "%YAML 1.1", "%TAG !u! tag:unity3d.com,2011:", "--- !u!114 &11400000", "MonoBehaviour:" }));
        file._next = 4;
        Dictionary<string, object> map = file.Map(2);
        Assert.That(file._next, Is.EqualTo(file._lines.Length), "lines that belong to nothing");
        Assert.That(map["m_Name"], Is.EqualTo(name));
        var made = (Object)Activator.CreateInstance(ClassOf((string)map["m_Script"]))!;
        made.name = name;
        Fill(made, map.Where(pair => !pair.Key.StartsWith("m_", StringComparison.Ordinal)));
        return made;
    }

    private static Type ClassOf(string script)
    {
        Match match = Regex.Match(script, @"^\{fileID: 11500000, guid: ([0-9a-f]{32}), type: 3\}$");
        Assert.That(match.Success, Is.True, script);
        string source = Directory.GetFiles(Path.Combine(Root, "Runtime", "Unity"), "*.cs")
            .Single(path => GuidOf(path) == match.Groups[1].Value);
        return typeof(NpcActor).Assembly.GetType("Repartee.Unity." + Path.GetFileNameWithoutExtension(source), throwOnError: true)!;
    }

    private static void Fill(object target, IEnumerable<KeyValuePair<string, object>> values)
    {
        Dictionary<string, FieldInfo> fields = SerializedFields(target.GetType()).ToDictionary(field => field.Name);
        KeyValuePair<string, object>[] all = [.. values];
        Assert.That(all.Select(pair => pair.Key), Is.EquivalentTo(fields.Keys), target.GetType().Name);
        foreach ((string key, object value) in all)
            fields[key].SetValue(target, Value(fields[key].FieldType, value));
    }

    private static IEnumerable<FieldInfo> SerializedFields(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => field.GetCustomAttribute<NonSerializedAttribute>() is null)
            .Where(field => field.IsPublic || field.GetCustomAttribute<SerializeField>() != null);

    private static object Value(Type type, object value)
    {
        if (value is List<object> items && type.IsArray)
        {
            var array = Array.CreateInstance(type.GetElementType()!, items.Count);
            for (int i = 0; i < items.Count; i++)
                array.SetValue(Value(type.GetElementType()!, items[i]), i);
            return array;
        }

        if (value is List<object> more)
        {
            var list = (IList)Activator.CreateInstance(type)!;
            more.ForEach(item => list.Add(Value(type.GetGenericArguments()[0], item)));
            return list;
        }

        if (value is Dictionary<string, object> map)
        {
            object made = Activator.CreateInstance(type, nonPublic: true)!;
            Fill(made, map);
            return made;
        }

        string text = (string)value;
        if (type == typeof(bool))
            return text switch { "0" => false, "1" => true, _ => throw new FormatException($"Expected 0 or 1, but found {text}.") };
        if (!type.IsEnum)
            return Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
        object named = Enum.ToObject(type, int.Parse(text, CultureInfo.InvariantCulture));
        Assert.That(Enum.IsDefined(type, named), Is.True, $"{type.Name} {text}");
        return named;
    }

    private Dictionary<string, object> Map(int indent)
    {
        var map = new Dictionary<string, object>();
        while (_next < _lines.Length && IsAt(indent, out string content) && !content.StartsWith("- ", StringComparison.Ordinal))
        {
            int colon = content.IndexOf(':', StringComparison.Ordinal);
            string value = content[(colon + 1)..];
            _next++;
            map.Add(content[..colon], value.Length == 0 ? List(indent) : Scalar(value.TrimStart(' ')));
        }

        return map;
    }

    private List<object> List(int indent)
    {
        var list = new List<object>();
        while (_next < _lines.Length && IsAt(indent, out string content) && content.StartsWith("- ", StringComparison.Ordinal))
        {
            if (content[2] != '"' && content.Contains(": ", StringComparison.Ordinal))
            {
                _lines[_next] = _lines[_next].Replace("- ", "  ", StringComparison.Ordinal);
                list.Add(Map(indent + 2));
                continue;
            }

            _next++;
            list.Add(Scalar(content[2..]));
        }

        return list;
    }

    private bool IsAt(int indent, out string content)
    {
        string line = _lines[_next];
        content = line.TrimStart(' ');
        return line.Length - content.Length == indent;
    }

    private static object Scalar(string text) => text == "[]" ? new List<object>()
        : text.StartsWith('"') ? JsonSerializer.Deserialize<string>(text)!
        : text;
}
