using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Repartee.Unity.Compile;

/// <summary>The stubs hold what is called and nothing else, so that there is little to compare with Unity's signatures.</summary>
public sealed class StubTests
{
    [TestCase("UnityEngine")]
    [TestCase("UnityEditor")]
    public void EachTypeAndMemberOfAStubIsUsed(string stub) => Assert.That(Unused(stub, Users(stub)), Is.Empty);

    [Test]
    public void AnUnusedMemberIsFound()
    {
        string[] unused = [.. Unused("UnityEngine", [])];
        Assert.That(unused, Does.Contain("UnityEngine.MonoBehaviour").And.Contain("UnityEngine.Debug.LogWarning/2")
            .And.Contain("UnityEngine.CreateAssetMenuAttribute.get_menuName/0"));
    }

    /// <summary>The package's assemblies in all variants, and the other stub.</summary>
    private static List<byte[]> Users(string stub)
    {
        List<byte[]> users = [.. Variant.All.SelectMany(variant => CompileTests.Build(variant).Images.Values)];
        if (stub == "UnityEngine")
            users.Add(File.ReadAllBytes(PackageBuild.PathOf("UnityEditor.dll")));
        return users;
    }

    private static IEnumerable<string> Unused(string stub, IEnumerable<byte[]> users)
    {
        var types = new HashSet<string>();
        var members = new HashSet<string>();
        foreach (byte[] image in users)
        {
            using var user = new Assembly(image);
            types.UnionWith(user.TypesOf(stub));
            members.UnionWith(user.MembersOf(stub));
        }

        using var stubs = new Assembly(File.ReadAllBytes(PackageBuild.PathOf(stub + ".dll")));
        (string Type, string? Base)[] all = [.. stubs.PublicTypes()];
        for (int before = 0; before < types.Count;)                             // a base of a used type is used
        {
            before = types.Count;
            types.UnionWith(all.Where(one => types.Contains(one.Type) && one.Base != null).Select(one => one.Base!));
        }

        foreach ((string type, _) in all)
            if (!types.Contains(type))
                yield return type;
        foreach (string[] accessors in stubs.PublicMembers())
            if (!accessors.Any(members.Contains))
                yield return accessors[0];
    }
}
