#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Repartee.Training.Kernels;

namespace Repartee.Training.Tests.Kernels
{
    /// <summary>The compiled <c>Repartee.Training.dll</c>, read and not run.</summary>
    internal sealed class TrainingAssembly : IDisposable
    {
        private const byte LoadStaticField = 0x7E;                              // ldsfld <token>
        private const byte LoadString = 0x72;                                   // ldstr <token>
        private const int InstructionLength = 5;

        private readonly PEReader file = new PEReader(File.OpenRead(typeof(KernelUnit).Assembly.Location));
        private readonly MetadataReader metadata;

        internal TrainingAssembly() => metadata = file.GetMetadataReader();

        /// <summary>Members of other assemblies that the code uses, as "Namespace.Outer+Type::Member".</summary>
        internal IEnumerable<string> UsedMembers() => metadata.MemberReferences
            .Select(handle => metadata.GetMemberReference(handle))
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => TypeName((TypeReferenceHandle)member.Parent) + "::" + metadata.GetString(member.Name));

        /// <summary>For each read of <see cref="KernelUnit.Shared"/>: the string literal that follows it, or null.</summary>
        internal IEnumerable<string?> InvokedKernels()
        {
            var shared = metadata.FieldDefinitions.Single(IsSharedUnit);
            var load = BitConverter.GetBytes(MetadataTokens.GetToken(shared));
            foreach (var handle in metadata.MethodDefinitions)
            {
                int address = metadata.GetMethodDefinition(handle).RelativeVirtualAddress;
                if (address == 0)
                    continue;
                var code = file.GetMethodBody(address).GetILBytes() ?? Array.Empty<byte>();
                for (int i = 0; i + InstructionLength <= code.Length; i++)
                {
                    if (code[i] == LoadStaticField && code.AsSpan(i + 1, 4).SequenceEqual(load))
                        yield return Literal(code, i + InstructionLength);
                }
            }
        }

        public void Dispose() => file.Dispose();

        private string? Literal(byte[] code, int at)
        {
            if (at + InstructionLength > code.Length || code[at] != LoadString)
                return null;
            int offset = BitConverter.ToInt32(code, at + 1) & 0xFFFFFF;          // the token's upper byte says: a user string
            return metadata.GetUserString(MetadataTokens.UserStringHandle(offset));
        }

        private bool IsSharedUnit(FieldDefinitionHandle handle)
        {
            var field = metadata.GetFieldDefinition(handle);
            return metadata.GetString(field.Name) == nameof(KernelUnit.Shared)
                && metadata.GetString(metadata.GetTypeDefinition(field.GetDeclaringType()).Name) == nameof(KernelUnit);
        }

        private string TypeName(TypeReferenceHandle handle)
        {
            var type = metadata.GetTypeReference(handle);
            string name = metadata.GetString(type.Name);
            return type.ResolutionScope.Kind == HandleKind.TypeReference
                ? TypeName((TypeReferenceHandle)type.ResolutionScope) + "+" + name
                : metadata.GetString(type.Namespace) + "." + name;
        }
    }
}
