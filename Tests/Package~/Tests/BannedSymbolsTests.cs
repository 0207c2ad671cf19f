#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using NUnit.Framework;
using TorchSharp;

namespace Repartee.Package.Tests
{
    /// <summary>The list of banned symbols against the TorchSharp that is referenced: a new operator there must not slip through.</summary>
    public sealed class BannedSymbolsTests
    {
        private static readonly string[] Banned = Repository.Read().Text("Runtime/Training/BannedSymbols.txt")
            .Split('\n').Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)).ToArray();

        private static readonly string[] Symbols = Banned.Select(line => line.Split(';')[0]).ToArray();

        [Test]
        public void EveryConversionToAScalarIsBanned() => Assert.That(
            OperatorsThatMake(typeof(Scalar)), Has.Length.AtLeast(12).And.SubsetOf(Symbols));

        [Test]
        public void EveryOperatorThatMakesATensorIsBanned() => Assert.That(
            OperatorsThatMake(typeof(torch.Tensor)), Has.Length.AtLeast(90).And.SubsetOf(Symbols));

        [Test]
        public void TheEagerOptimizersAreBanned() => Assert.That(Symbols, Has.Member("T:" + Name(typeof(torch.optim))));

        [Test]
        public void EveryBannedMethodExists()
        {
            string[] methods = Methods().Select(Id).ToArray();
            Assert.That(Symbols.Where(symbol => symbol[0] == 'M'), Is.Unique);
            Assert.That(Symbols.Where(symbol => symbol[0] == 'M'), Is.SubsetOf(methods));
        }

        [Test]
        public void EveryBanSaysWhatToDoInstead() => Assert.That(Banned, Has.All.Match("^[MT]:[^;]+;.+: (use|write) .+"));

        private static string[] OperatorsThatMake(Type result) => Methods()
            .Where(method => method.IsSpecialName && method.Name.StartsWith("op_", StringComparison.Ordinal) && method.ReturnType == result)
            .Select(Id).ToArray();

        private static IEnumerable<MethodInfo> Methods() => typeof(Scalar).Assembly.GetExportedTypes().SelectMany(type =>
            type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly));

        /// <summary>The id a compiler gives a method in its documentation file.</summary>
        private static string Id(MethodInfo method)
        {
            string parameters = string.Join(",", method.GetParameters().Select(parameter => Name(parameter.ParameterType)));
            string arity = method.IsGenericMethod ? "``" + method.GetGenericArguments().Length : "";
            string result = method.Name is "op_Implicit" or "op_Explicit" ? "~" + Name(method.ReturnType) : "";
            return $"M:{Name(method.DeclaringType!)}.{method.Name}{arity}{(parameters.Length > 0 ? $"({parameters})" : "")}{result}";
        }

        private static string Name(Type type)
        {
            if (type.IsArray)
                return Name(type.GetElementType()!) + "[]";
            if (!type.IsConstructedGenericType)
                return (type.FullName ?? type.Name).Replace('+', '.');
            string arguments = string.Join(",", type.GetGenericArguments().Select(Name));
            return $"{Regex.Replace(Name(type.GetGenericTypeDefinition()), "`[0-9]+$", "")}{{{arguments}}}";
        }
    }
}
